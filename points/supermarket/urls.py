from django.urls import URLPattern, URLResolver, path

from points.supermarket import stocktaking, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("till/", views.choose_till, name="till"),
    path("till/<slug:code>/", views.till, name="till"),
    path("till/<slug:code>/today/", views.day, name="till-day"),
    path("till/<slug:code>/stocktake/", stocktaking.show_stocktake, name="till-stocktake"),
    path("till/<slug:code>/stocktake/end/", stocktaking.end_stocktake, name="till-stocktake-end"),
    path("till/<slug:code>/stocktake/sheet/", stocktaking.print_sheet, name="till-stocktake-sheet"),
    path("receipts/<slug:number>/", views.receipt, name="receipt"),
    path("receipts/<slug:number>/refund/", views.refund, name="refund"),
    path("<slug:code>/", views.store, name="store"),
    path("<slug:code>/donors/", views.donors, name="store-donors"),
]
