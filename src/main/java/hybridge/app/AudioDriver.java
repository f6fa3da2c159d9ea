package hybridge.app;

import hybridge.rt.CallbackTimes;

/** The running driver, as the daemon sees it. */
interface AudioDriver extends AutoCloseable {
  CallbackTimes times();

  /** What it is and how it runs, in a line. */
  String describe();

  @Override
  void close();
}
