/** The slots of the master chain: stereo processors after main. */
package hybridge.engine.master;
