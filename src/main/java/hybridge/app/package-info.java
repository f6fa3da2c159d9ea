/**
 * Main: reads the studio, builds the parts, starts the roles, stops them in reverse; the commands.
 */
package hybridge.app;
