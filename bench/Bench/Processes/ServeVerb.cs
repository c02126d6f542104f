using System.Globalization;
using System.Net;
using Carewright.Host.Serving;

namespace Carewright.Bench.Processes;

/// <summary><c>serve DIR PORT</c>: the server as <c>up</c> starts it, but on plain HTTP.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync(string data, string port)
    {
        await using var clinic = await BenchStore.OpenAsync(data, mayCreate: false);
        var options = new ServerOptions(new DirectoryInfo(data), IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), null) { IsPlain = true };
        await using var server = await ServerHost.StartAsync(clinic, options, CancellationToken.None);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
