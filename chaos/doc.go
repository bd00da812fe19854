// Package chaos holds the trials that are too long or too rough for every change: kill -9 in the
// middle of checkouts, a crowd at one hot product, the cost of a page. They start the built program
// as processes of its own, talk to it over HTTP like browsers do, and look at the database after.
// Run them with make chaos and make bench; what they measure is written into docs/measurements.md.
package chaos
