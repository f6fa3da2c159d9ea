/** What a surface says and shows, and its dialects: bytes ⇄ events, no port, no clock. */
package hybridge.surface;
