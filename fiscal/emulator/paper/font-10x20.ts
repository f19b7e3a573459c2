/**
 * Glyphs of misc-fixed 10x20 (X.Org, public domain) in CP866 order: 256 glyphs of 20 rows, a row = 16 bits, the left dot
 * on top; raw deflate, base64. Made by `build-font.ts`; do not edit.
 */
export const FONT_10X20_BASE64 =
  "7VnNThtJEK5ZS4aDF0fkEgSZyb4ByBLaaC16X2KllfZiNJJ9wSGIw2Ip0PU8PEU/ANpc95I8QQ6r5MIJlv4ZT093dU9BcqRLYINrqrr+vq5qAz" +
  "yv5/W8ntfz6l8jgsD99tfE0DZD4s+oSahd0CTxEDTFegUs8QQ0CffMEkWkF+AtLvEUfoMhDM2+drFUh2qCXa49sHqm8Ap+hROYqxpr+BunirZ3" +
  "s8eKgdP2ak36ryEMAr799ScN2af2SanahyVILM27vqhIHBGRyK0t2IK95KcSH5cbW4bCVWCBA+Of1kP7kb0jsDYeY0PW9lHEtwdTOIlyMNxr6W" +
  "RZ7VtG5wxmGT7NNYDC6S5DK2AAGzCGXZhADTVIY9Mgiq/EGVh6B+fG9oKUZ/Su+Vqby0gez3/l2neT4H2K7+FTfG2k/0LwdaNKve/j24v8N3SZ" +
  "PnNVoKuj6M09Ogvf+DKwlf0maW9ToTReWb4FnuLS0CnMYQYHWGXzVGKbr12+DzA3eVLDHK6gdvw1XJF6m5yxRMWtleFTLE96sq48maEXU3yzzP" +
  "4WbW1iGcjzdyU7ewz1jsgzJNzfWDX11ZD25WGEVtYL2stz43Pr9VjvLEGSsOMcz1G6PFgm7DjGMzzDFa4MzwIX+HB+EHxlB9PSde7Ht+5EpE+e" +
  "1j6BCgrMyUv5pY3vPpSmlooEDtFxG0E6D3L2+iivPy0N1ufkNfHQ0aHi0ZwYpanRtkpzfGk7GtwdOmRJnR/CYHFMIkKsfYNY7ek/cN4O5Q1IEi" +
  "QOHePTOznZ6XQslj5mVXCABQoXnaNkvfnn2zm8y8prnolx156kml7jBP0TLCXP+sfiXCxvDDu4gzoeV17Ppim1jnSFmyo6ghkIZ5PI2hvnH6xP" +
  "n2kW/xqbATaw6NCBoSrSqzHwBC7cyRPqnQIPd9v1F7QYqCnF128v0Xlk+o0wX2gcBAjzoPFPyHcKb9GvzNQSBgeFQ0BBcNj88PNlB8dJeR38y+" +
  "RpiEh5eTYWEicZvomTlEeIcH9FIi4C/f5KBPI2vHPhwsurDeyfGync7crwZcdT3uKHzrW8vk6C3zel+zpu/ycx1ZmEeLXrZuouyWCP3P6vrWsB" +
  "pZmt6TrnzkfrXsP00Je4wrPAf/aZfr7H9XVj3HGI6NMZKY/X1/H6WG5fJ/E4Qd/T//XPC0/p18QaQ2P8G3VypMkcWh63D6NIKtCU4BPeOZjK5y" +
  "5JLl+g9wL+dBhfmU6hoSrpv1VH3irZD4WRpuJrLRSYvj9YeJZcenpDTKzwYL3Dh67BVUvunM73dXqSPzJ2HGXvLbqZXYNskDVz25TDvxQSyqQt" +
  "+f4vzAixzu9cf1Bg5TBQZM9pjW5Lh23UrV7J4mvk1QYD6b4uhYQ5eS0KHmNffyB/WF8nE/j3x+8A18h5vUbez726xnvV97oJT6VbNhfFuR3RV+" +
  "J/1M35HYuPq/cr/JTQzKN4dzx5Wu8dYV3MeUfmEe1nzrplxnesOHo34V7xekturo1JPkoed39crZTmOB4vFScvXqoXUDE8U6kXLInfFLA8rXm+" +
  "Kd7+KL2UPEovtT9KL5UtHHnbzLyy8nj5wqvoipVXNl/695fKKyoTePuj7aCynpf5PNSARF3eKx7RsYvpFni0oXjE3ctT71/y93XpSeR77iNG0R" +
  "wiknK59yB1hyR5h+TvTyTumegJQ3L5gvmjXe/hPUho+rp837lKzh/hJNLfjws3h4wx3+/aSeQyMX/490iN/3Y6/an9Zpt7b9E+ke/v/TlZZubk" +
  "8P7vg+MUEO6Pe39q+adJvu49SN/cTT8R10dzf1Uyv/8fuQn9qd/qu9s/1XwrfQP/GvrP5GuMFzeGvsAXuMc79Vl9Vv+oj3gDH8mcR/yEsqlI+I" +
  "SIaXTp0uNv/v4H";
