// Package shop is at the root of a module of version 2, in a folder with a dot in its name.
package shop

type Receipt struct{ A, B [20]byte }

func (r Receipt) Print(copies int) {}

func Buy(r Receipt, then func()) {
	defer r.Print(2)
	then()
}
