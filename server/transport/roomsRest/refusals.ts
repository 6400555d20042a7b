/** Refusals that several routes share, in words for people. */
import { RoomError } from "../../rooms/RoomError.ts";

export function badBody(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `the request is not understood: ${problem}`,
    ko: `요청을 이해할 수 없어요: ${problem}`,
  });
}

export function badLink(): RoomError {
  return new RoomError("bad-link", {
    en: "this link does not work any more; ask for a new one",
    ko: "더 이상 쓸 수 없는 링크예요. 새 링크를 받으세요",
  });
}

export function notACode(): RoomError {
  return new RoomError("bad-request", {
    en: "a code has eight letters and digits, such as 7KQM-3XPD",
    ko: "코드는 7KQM-3XPD처럼 영문자와 숫자 여덟 자예요",
  });
}

export function locked(): RoomError {
  return new RoomError("locked", {
    en: "an instructor has locked this room; ask them to let you in",
    ko: "강사가 방을 잠가 두었어요. 들어갈 수 있게 강사에게 알려 주세요",
  });
}

export function movedAlready(): RoomError {
  return new RoomError("bad-link", {
    en: "this personal link was used or is older than ten minutes; make a new one on the device you come from",
    ko: "이미 썼거나 10분이 지난 개인 링크예요. 원래 쓰던 기기에서 새로 만들어 주세요",
  });
}

export function waiting(): RoomError {
  return new RoomError("waiting", {
    en: "an instructor has to let you in first",
    ko: "강사가 들여보내 줄 때까지 기다려 주세요",
  });
}

export function notAllowed(): RoomError {
  return new RoomError("not-allowed", { en: "you may not do this here", ko: "여기서 할 수 없는 일이에요" });
}

export function tooManyRooms(): RoomError {
  return new RoomError("too-many-rooms", {
    en: "too many rooms are being made; try again in a moment",
    ko: "방이 너무 많이 만들어지고 있어요. 잠시 뒤에 다시 시도하세요",
  });
}

export function tooManyCodes(): RoomError {
  return new RoomError("too-busy", {
    en: "too many wrong codes came from your network; wait a minute, or come by the link",
    ko: "같은 네트워크에서 잘못된 코드가 너무 많이 들어왔어요. 1분 뒤에 다시 하거나 링크로 들어오세요",
  });
}

export function tooBusy(): RoomError {
  return new RoomError("too-busy", {
    en: "this is asked for too often; try again in a moment",
    ko: "요청이 너무 잦아요. 잠시 뒤에 다시 시도하세요",
  });
}

export function unknownPath(): RoomError {
  return new RoomError("unknown-room", { en: "there is nothing here", ko: "여기에는 아무것도 없어요" });
}
