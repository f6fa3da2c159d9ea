/** The parameter tree's values, moves, one writer. */
package hybridge.desk;
