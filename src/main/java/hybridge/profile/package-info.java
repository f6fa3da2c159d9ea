/** Device-profiles as records, with every problem listed at once. */
package hybridge.profile;
