/** From surface events to moves and back: banks, layers, pickup, ownership, feedback memory. */
package hybridge.mapping;
