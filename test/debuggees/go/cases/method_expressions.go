package main

func init() { cases["method_expressions"] = methodExpressions }

type shape struct{ side int }

func (s shape) area(scale int)           {}
func (s *shape) grow(by int, why string) {}

func methodExpressions() {
	s, n := shape{4}, 3
	p := &s
	defer shape.area(s, n)
	defer (*shape).grow(p, n, "why")
	defer (*shape).area(p, 2)
	grow := (*shape).grow
	defer grow(p, n, "value")
	// A variable that is named like its type.
	shape := s
	defer shape.area(n)
	s.side = 5
	pass() // stop
}

/* want
Goroutine 1 · main.methodExpressions
  methodExpressions  :22
    1 shape.area(3)  :20  calls main.shape.area
        shape main.shape = {side: 4} (value)
        n int = 3 (value)
    2 grow(p, 3, "value")  :17  calls main.(*shape).grow
        p *main.shape = &{side: 5} (value)
        n int = 3 (value)
        _  = "value" (literal)
    3 (*shape).area(p, 2)  :15  calls main.(*shape).area
        p *main.shape = &{side: 5} (value)
        _  = 2 (literal)
    4 (*shape).grow(p, 3, "why")  :14  calls main.(*shape).grow
        p *main.shape = &{side: 5} (value)
        n int = 3 (value)
        _  = "why" (literal)
    5 shape.area(s, 3)  :13  calls main.shape.area
        s main.shape = {side: 4} (value)
        n int = 3 (value)
*/
