package main

func init() { cases["lifo"] = lifo }

func a() {}
func b() {}
func c() {}

func lifo() {
	defer a()
	defer b()
	defer c()
	pass() // stop
}

/* want
Goroutine 1 · main.lifo
  lifo  :13
    1 c()  :12  calls main.c
    2 b()  :11  calls main.b
    3 a()  :10  calls main.a
*/
