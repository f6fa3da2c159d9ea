/** What tests share: a JACK server of their own, helper clients in C, tests that need a tool. */
package hybridge.testing;
