/*
 * Requests of h2o to decisions of Carom and back. adapter.c is the only file that knows both.
 */
#ifndef CAROM_SERVER_ADAPTER_H
#define CAROM_SERVER_ADAPTER_H

struct rule_store;
struct st_h2o_hostconf_t;

/*
 * Makes every request of a host be answered by the rules in use.
 * In: rules lives as long as the host's configuration.
 */
void adapter_register(struct st_h2o_hostconf_t *host, const struct rule_store *rules);

#endif
