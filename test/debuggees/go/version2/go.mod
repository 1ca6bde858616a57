module example.com/shop.x/v2

go 1.21
