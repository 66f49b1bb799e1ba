/* carom trace, where libcurl was not there when this was built. */
#include "commands.h"
#include "output.h"

int run_trace(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    message("trace: this carom was built without libcurl: install libcurl4-openssl-dev "
            "(scripts/setup does) and build it again, without -DCAROM_TRACE=OFF");
    return EXIT_NO;
}
