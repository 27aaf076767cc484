function LoadArticleInMenu(page) {
    jQuery.ajax({
        type: "POST",
        url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
        data: {
            "article_category_id": $category_id,
            "site_id": $site_id,
            "page": page,
            "page_size": $page_size,
            "keyword": "", "date_begin": "", "date_end": "",
            "show_no": "False", "show_post_date": "$dates", "num_of_text": 200,
            "show_view_count": "True", "filter_order_in_list": "True", "is_default": "False",
            "number_of_day": 3, "new": "False",
            "no": "-$page_size",
            "articlelang": "vi-VN"
        },
        success: function (result) { jQuery("#ctrl_${category_id}_32_list").html(result); }
    });
}
