module example.com/debuggees

go 1.26
