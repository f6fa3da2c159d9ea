/** Analysis of arrays: sweeps, fingerprints, loudness of files, spectra. */
package hybridge.measure;
