/** Names of images people know, as they write them; the registry models each of them. Pages find in them what was meant. */
export const KNOWN_IMAGES: readonly string[] = [
  ...["nginx", "httpd", "redis", "mysql", "mariadb", "postgres", "mongo"],
  ...["busybox", "alpine", "ubuntu", "debian"],
  ...["kubetm/init", "kubetm/app", "kubetm/p8000", "kubetm/p8080"],
  ...["tmkube/init", "tmkube/app", "tmkube/p8000", "tmkube/p8080"],
];
