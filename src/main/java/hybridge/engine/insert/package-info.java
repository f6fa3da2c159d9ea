/** Hardware inserts inside the mix: alignment of the paths, wet and dry. */
package hybridge.engine.insert;
