package main

func init() { cases["loop"] = loop }

func loop() {
	for i := 0; i < 2; i++ {
		defer func(k int) { use(k) }(i)
	}
	pass() // stop
}

/* want
Goroutine 1 · main.loop
  loop  :9
    1 func(k int) { … }(1)  :7  calls main.loop.func1
        k int = 1 (value)
    2 func(k int) { … }(0)  :7  calls main.loop.func1
        k int = 0 (value)
*/

/* want go1.22
Goroutine 1 · main.loop
  loop  :9
    1 func(k int) { … }(i)  :7  calls main.loop.func1
        k  =  (unknown)
    2 func(k int) { … }(i)  :7  calls function literal
        k  =  (unknown)
info: This program was built with go1.22.12, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
