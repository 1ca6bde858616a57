package main

import "errors"

func init() { cases["named_results"] = func() { namedResults() } }

func namedResults() (n int, err error) {
	defer func() {
		n *= 2
		pass() // stop inside
	}()
	defer func() {
		if err != nil {
			n = -1
		}
	}()
	pass() // stop
	return 21, errors.New("failed")
}

/* want
Goroutine 1 · main.namedResults
  namedResults  :17
    1 func() { … }()  :12  calls main.namedResults.func2
        err error = nil (reference)
        n int = 0 (reference)
    2 func() { … }()  :8  calls main.namedResults.func1
        n int = 0 (reference)
*/

/* want inside
Goroutine 1 · main.namedResults.func1
  namedResults  :19
    now func() { … }()  :8  calls main.namedResults.func1
        n int = -2 (reference)
*/

/* want inside go1.24
Goroutine 1 · main.namedResults.func1
  namedResults  :18
    now func() { … }()  :8  calls main.namedResults.func1
        n int = -2 (reference)
*/
