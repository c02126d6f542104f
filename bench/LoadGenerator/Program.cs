using System.Globalization;
using System.Net;
using System.Text;
using Carewright.LoadGenerator;

if (args.Length == 0 || !Uri.TryCreate(args[0], UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
{
    await Console.Error.WriteLineAsync("usage: load-generator http://127.0.0.1:PORT/PATH [--connections N] [--seconds N] [--requests N] [--header 'Name: value']...");
    return 2;
}

var (connections, seconds, requests) = (Number("--connections", 16), Number("--seconds", 10), Number("--requests", 1_000_000));
var head = new StringBuilder($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n");
for (var i = 1; i + 1 < args.Length; i++)
{
    if (args[i] == "--header") head.Append(args[i + 1]).Append("\r\n");
}

var request = Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
var address = url.HostNameType == UriHostNameType.Dns ? (await Dns.GetHostAddressesAsync(url.DnsSafeHost))[0] : IPAddress.Parse(url.DnsSafeHost);
var spec = new LoadSpec(new IPEndPoint(address, url.Port), (int)connections, (_, _) => request, TimeSpan.FromSeconds(seconds), requests, status => status is >= 200 and < 300);
LoadReport report;
try
{
    report = await LoadRun.ExecuteAsync(spec, CancellationToken.None);
}
catch (ArgumentException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.RequestsPerSecond:N0} requests/s, p50 {Ms(report.P50)}, p95 {Ms(report.P95)}, p99 {Ms(report.P99)}, max {Ms(report.Max)}, {report.Answers:N0} answers, {report.Errors:N0} errors"));
if (report.FirstError is not null) Console.WriteLine($"first error: {report.FirstError}");
return report.Errors == 0 ? 0 : 1;

long Number(string name, long otherwise) =>
    Array.IndexOf(args, name) is > 0 and var at && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.000} ms");
