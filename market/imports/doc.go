// Package imports takes the goods of a vendor from a file of CSV or XLSX, and gives them out as one.
//
// A file is kept in the private store of the market while it is needed. It is looked at first: the
// vendor sees how many rows are new, changed, the same and wrong, and why. Then the good ones are
// taken over by the verbs of the catalogue that the form of a product calls, in batches, each in one
// transaction that also notes how far it has come: work that is cut short goes on with the next row.
// What it did can be undone as far as nobody changed it since.
package imports
