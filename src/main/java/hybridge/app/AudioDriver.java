package hybridge.app;

import hybridge.rt.CallbackTimes;

/** The running driver, as the daemon sees it. */
interface AudioDriver extends AutoCloseable {
  CallbackTimes times();

  /**
   * How the sound goes, in a word: running; stalled, no block has come for 250 ms; waiting for a
   * server.
   */
  default String condition() {
    return "running";
  }

  /** What it is and how it runs, in a line. */
  String describe();

  @Override
  void close();
}
