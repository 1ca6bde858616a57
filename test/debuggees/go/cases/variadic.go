package main

import (
	"fmt"
	"os"
)

func init() { cases["variadic"] = variadic }

func vari(prefix string, numbers ...int) {}

func variadic() {
	n := 3
	r := &R{"db", 7}
	numbers := []int{1, 2}
	defer vari("v", 1, 2, 3)
	defer vari("v", n, 2, n)
	defer vari("spread", numbers...)
	defer vari("none")
	defer fmt.Fprintln(os.Stderr, "first", n, r.Name, 1.5, nil, true, 'x')
	pass() // stop
}

/* want
Goroutine 1 · main.variadic
  variadic  :21
    1 fmt.Fprintln(os.Stderr, "first", n, r.Name, 1.5, nil, true,…  :20  calls fmt.Fprintln
        os.Stderr io.Writer(*os.File) = "/dev/stderr" (reference)
        _ any(string) = "first" (literal)
        n any(int) = 3 (value)
        r.Name any(string) = "db" (value)
        _ any(float64) = 1.5 (literal)
        _  = nil (literal)
        _ any(bool) = true (literal)
        _ any(int32) = 'x' (literal)
    2 vari("none")  :19  calls main.vari
        _  = "none" (literal)
    3 vari("spread", numbers...)  :18  calls main.vari
        _  = "spread" (literal)
        numbers []int = [1,2] (value)
    4 vari("v", 3, 2, 3)  :17  calls main.vari
        _  = "v" (literal)
        n int = 3 (value)
        _  = 2 (literal)
        n int = 3 (value)
    5 vari("v", 1, 2, 3)  :16  calls main.vari
        _  = "v" (literal)
        _  = 1 (literal)
        _  = 2 (literal)
        _  = 3 (literal)
*/
