package com.example.pages;

/** How often a page was seen, by how many users. */
public final class PageViews implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private String page;
  private long views;

  public PageViews() {}

  public PageViews(String page, long views) {
    this.page = page;
    this.views = views;
  }

  public String getPage() {
    return page;
  }

  public void setPage(String page) {
    this.page = page;
  }

  public long getViews() {
    return views;
  }

  public void setViews(long views) {
    this.views = views;
  }
}
