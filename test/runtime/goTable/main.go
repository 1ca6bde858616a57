// The table's Go half: one program, the case to run as its argument. Each file beside has a twin in TypeScript.
package main

import "os"

var cases = map[string]func(){}

func main() {
	cases[os.Args[1]]()
}
