/** Ids, addresses, units, ranges, laws (tapers), Truth, Problem, Origin, YAML with line numbers. */
package hybridge.value;
