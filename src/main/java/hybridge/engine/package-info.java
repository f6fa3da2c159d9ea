/** The real-time mix, one block at a time. */
package hybridge.engine;
