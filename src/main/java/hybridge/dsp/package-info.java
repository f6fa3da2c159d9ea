/** Sound-changing blocks on plain arrays. */
package hybridge.dsp;
