/** Joins units and desk: moves out, reports and truth in, presence. */
package hybridge.rack;
