/** studio.yaml, chain and map files as records. */
package hybridge.studio;
