/** The HTTP API and the metrics. */
package hybridge.io.web;
