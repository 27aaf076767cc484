var maxPage = parseInt($pages);
function LoadArticleInMenu(page) {
    if (page > maxPage) { return; }
    jQuery.ajax({
        type: "POST",
        url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
        data: {
            article_category_id: $category_id,
            categoryIds: "$category_ids",
            site_id: $site_id,
            page: page,
            page_size: $page_size,
            keyword: "",
            date_begin: "",
            date_end: "",
            show_no: "False",
            show_post_date: "$dates",
            num_of_text: "0",
            show_view_count: "False",
            filter_order_in_list: "False",
            is_default: "False",
            number_of_day: "3",
            new: "False",
            no: "-$page_size",
            articlelang: "vi-VN",
            is_authenticated: "False"
        },
        success: function (result) { jQuery("#ctrl_${category_id}_32_list").html(result); }
    });
}
