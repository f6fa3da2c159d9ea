package hybridge.desk;

import hybridge.studio.Studio;

/**
 * The studio file was read again: from now on there is another tree. Parameters that stay keep
 * their indexes; their addresses may be others.
 *
 * @param studio of {@code after}
 */
public record Retree(Tree before, Tree after, Studio studio) {}
