package main

func init() { cases["by_reference"] = func() { byReference() } }

func byReference() (err error) {
	x := 1
	defer func() { use(x, err) }()
	x = 42
	pass() // stop
	return nil
}

/* want
Goroutine 1 · main.byReference
  byReference  :9
    1 func() { use(x, err) }()  :7  calls main.byReference.func1
        err error = nil (reference)
        x int = 42 (reference)
*/
