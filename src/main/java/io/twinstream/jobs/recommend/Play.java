package io.twinstream.jobs.recommend;

import java.io.Serializable;

/** A user has played an item; a bean. Neither is empty. */
public final class Play implements Serializable {
  private static final long serialVersionUID = 1L;

  private String user;
  private String item;

  /** For {@code Encoders.bean}. */
  public Play() {}

  Play(String user, String item) {
    this.user = user;
    this.item = item;
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public String getItem() {
    return item;
  }

  public void setItem(String item) {
    this.item = item;
  }
}
