/** Ways that were not taken, kept to be measured beside those that were. */
package hybridge.alternatives;
