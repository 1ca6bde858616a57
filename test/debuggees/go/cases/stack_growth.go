package main

func init() { cases["stack_growth"] = stackGrowth }

// The stack moves while it grows: records and closures that lie on it move along, and so does what they point to.
func stackGrowth() {
	x := 1
	defer func() { use("outer", x) }()
	defer use(x)
	x = 2
	pass() // stop before
	grow(10000)
	pass() // stop after
}

func grow(n int) int {
	var room [16]int
	room[n%16] = n
	if n == 0 {
		defer use("deepest")
		pass() // stop deep
		return 0
	}
	if n == 9999 {
		defer use("second", n)
		return grow(n-1) + room[n%16]
	}
	return grow(n-1) + room[n%16]
}

/* want before
Goroutine 1 · main.stackGrowth
  stackGrowth  :11
    1 use(1)  :9  calls main.use
        x any(int) = 1 (value)
    2 func() { use("outer", x) }()  :8  calls main.stackGrowth.func1
        x int = 2 (reference)
*/

/* want deep
Goroutine 1 · main.grow
  grow  :21
    1 use("deepest")  :20  calls main.use
        _ any(string) = "deepest" (literal)
  grow  :26
    2 use("second", 9999)  :25  calls main.use
        _ any(string) = "second" (literal)
        n any(int) = 9999 (value)
  stackGrowth  :12
    3 use(1)  :9  calls main.use
        x any(int) = 1 (value)
    4 func() { use("outer", x) }()  :8  calls main.stackGrowth.func1
        x int = 2 (reference)
*/

/* want after
Goroutine 1 · main.stackGrowth
  stackGrowth  :13
    1 use(1)  :9  calls main.use
        x any(int) = 1 (value)
    2 func() { use("outer", x) }()  :8  calls main.stackGrowth.func1
        x int = 2 (reference)
*/
