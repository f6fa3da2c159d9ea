/** Boxes made from profiles whose bytes and whose sound share one state. */
package hybridge.simrack;
