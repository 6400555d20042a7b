/** Nicknames: what is allowed, and which two look the same. */
import type { BilingualText, Role } from "../protocol/messages.ts";
import { RoomError } from "./RoomError.ts";

/** Graphemes, as a person counts characters. */
const MOST_GRAPHEMES = 30;

/** Controls, bidirectional and zero-width characters, separators, private use, unassigned. The joiner of emoji stays. */
const FORBIDDEN = new RegExp(
  [
    "\\p{Cc}|\\p{Cs}|\\p{Co}|\\p{Cn}|\\p{Zl}|\\p{Zp}",
    "[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200c\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f]",
    "[\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]",
    "\\u034f|\\u17b4|\\u17b5",
  ].join("|"),
  "u",
);

const segmenter = new Intl.Segmenter("ko", { granularity: "grapheme" });

/** Latin letters that others are drawn like, for telling apart names; Cyrillic, Greek and digits. */
const LOOKALIKES: { readonly [character: string]: string } = Object.fromEntries(
  [
    ["0оοօ", "o"],
    ["1lі|ιӏ!", "i"],
    ["аα", "a"],
    ["еє", "e"],
    ["сϲ", "c"],
    ["рρ", "p"],
    ["уү", "y"],
    ["хχ", "x"],
    ["ѕ", "s"],
    ["ј", "j"],
    ["ԁ", "d"],
    ["һ", "h"],
    ["кκ", "k"],
    ["мμ", "m"],
    ["тτ", "t"],
    ["вβ", "b"],
    ["н", "h"],
    ["ν", "v"],
    ["ո", "n"],
    ["ԝω", "w"],
    ["ɡց", "g"],
    ["ɑᴀ", "a"],
    ["ıɪ", "i"],
    ["ʙь", "b"],
    ["ᴄ", "c"],
    ["ᴅ", "d"],
    ["ᴇ", "e"],
    ["ɢ", "g"],
    ["ʜհ", "h"],
    ["ᴊ", "j"],
    ["ᴋ", "k"],
    // "l" is drawn like "i".
    ["ʟ", "i"],
    ["ᴍ", "m"],
    ["ɴռη", "n"],
    ["ᴏ", "o"],
    ["ᴘ", "p"],
    ["ԛզ", "q"],
    ["ʀ", "r"],
    ["ꜱ", "s"],
    ["ᴛ", "t"],
    ["ᴜսυ", "u"],
    ["ᴠѵ", "v"],
    ["ᴡ", "w"],
    ["ʏγ", "y"],
    ["ᴢ", "z"],
    // Kana that are drawn like Han.
    ["ニ", "二"],
    ["ハ", "八"],
    ["カ", "力"],
    ["ロ", "口"],
    ["タ", "夕"],
    ["エ", "工"],
    ["ト", "卜"],
  ].flatMap(([from = "", to = ""]) => [...from].map((character) => [character, to])),
);

/** Capitals that look like a Latin one whose small letters do not: Greek, Cherokee. */
const CAPITALS: { readonly [character: string]: string } = Object.fromEntries(
  [
    ["ΑᎪ", "a"],
    ["ΒᏴ", "b"],
    ["Ꮯ", "c"],
    ["ΕᎬ", "e"],
    ["ΗᎻ", "h"],
    ["ΙᏆ", "i"],
    ["Ꭻ", "j"],
    ["ΚᏦ", "k"],
    ["Ꮮ", "i"],
    ["ΜᎷ", "m"],
    ["Ν", "n"],
    ["Ο", "o"],
    ["ΡᏢ", "p"],
    ["Ꭱ", "r"],
    ["Ꮪ", "s"],
    ["ΤᎢ", "t"],
    ["Ꮩ", "v"],
    ["Ꮃ", "w"],
    ["Χ", "x"],
    ["ΥᎩ", "y"],
    ["ΖᏃ", "z"],
  ].flatMap(([from = "", to = ""]) => [...from].map((character) => [character, to])),
);

/** What the page calls the room itself, those who run it, and who teaches in it. */
const OFFICES = [
  ...["the room", "system", "podroom", "kubernetes", "방", "시스템"],
  ...["admin", "administrator", "operator", "root", "관리자", "운영자"],
  ...["instructor", "teacher", "professor", "강사", "강사님", "선생님", "교수", "교수님", "조교", "조교님"],
];

/** The nickname as it is kept; throws when it cannot be one. */
export function normalizeNickname(text: string): string {
  const name = text.normalize("NFC").trim().replace(/\s+/gu, " ");
  const joinersOutsideEmoji = name
    .replace(/\p{Extended_Pictographic}\ufe0f?\u200d(?=\p{Extended_Pictographic})/gu, "")
    .includes("\u200d");
  if (FORBIDDEN.test(name) || joinersOutsideEmoji) {
    throw refused({
      en: "a nickname may not contain invisible characters",
      ko: "별명에 보이지 않는 문자는 쓸 수 없어요",
    });
  }
  let count = 0;
  for (const _ of segmenter.segment(name)) if (++count > MOST_GRAPHEMES) break;
  if (count === 0) throw refused({ en: "a nickname is needed", ko: "별명을 입력해 주세요" });
  // A grapheme may hold many marks, hence the second bound.
  if (count > MOST_GRAPHEMES || name.length > 4 * MOST_GRAPHEMES) {
    throw refused({
      en: `a nickname has at most ${MOST_GRAPHEMES} characters`,
      ko: `별명은 ${MOST_GRAPHEMES}자까지예요`,
    });
  }
  return name;
}

/** Equal for two nicknames that a person could take for each other. */
export function nicknameKey(nickname: string): string {
  const plain = [...nickname.normalize("NFKD")]
    .map((character) => CAPITALS[character] ?? character)
    .join("")
    .toLowerCase()
    .replace(/\p{Mn}|\s|\u200d/gu, "");
  return [...plain]
    .map((character) => LOOKALIKES[character] ?? character)
    .join("")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}

const OFFICE_KEYS: ReadonlySet<string> = new Set(OFFICES.map(nicknameKey));

/** Throws when a nickname says that its holder is the room, its operator or its instructor; `role` is what they are. */
export function refuseOffice(nickname: string, role: Role): void {
  if (role === "instructor") return;
  const bare = nickname.replace(/[\p{P}\p{S}\p{N}\s]+/gu, "");
  if (OFFICE_KEYS.has(nicknameKey(nickname)) || OFFICE_KEYS.has(nicknameKey(bare)))
    throw refused({
      en: "this nickname says that you are somebody else here; take your own",
      ko: "다른 역할로 오해받을 수 있는 별명이에요. 다른 별명을 골라 주세요",
    });
}

function refused(text: BilingualText): RoomError {
  return new RoomError("bad-nickname", text);
}
