/** Serial ports through jSerialComm, TCP, pseudo-terminals: bytes in, bytes out. */
package hybridge.io.serial;
