var pageSize = $page_size;
function LoadArticleInMenu(page) {
    var param = {
        article_category_id: '$category_id',
        site_id: '$site_id',
        page: page,
        page_size: pageSize,
        keyword: '',
        date_begin: '',
        date_end: '',
        show_no: 'False',
        show_post_date: '$dates',
        num_of_text: '0',
        show_view_count: 'False',
        filter_order_in_list: 'False',
        is_default: 'False',
        number_of_day: '3',
        new: 'False',
        no: '-5',
        lang: 'vi-VN'
    };
    jQuery.ajax({
        type: "POST",
        url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
        contentType: "application/x-www-form-urlencoded; charset=UTF-8",
        data: param,
        success: function (result) { jQuery("#ctrl_${category_id}_32_list").html(result); }
    });
}
