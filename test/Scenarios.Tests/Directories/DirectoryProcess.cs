using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Directories;

/// <summary>A provider of identities in a process of its own, on a free port of this machine.</summary>
internal sealed class DirectoryProcess : IAsyncDisposable
{
    internal const string ClientId = "carewright";
    internal const string Secret = "a secret of both sides: 8/+%";
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Carewright.DirectoryProvider.dll");
    private readonly Process _process;
    private readonly HttpClient _http;

    private DirectoryProcess(Process process, Uri address) => (_process, Address, _http) = (process, address, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address });

    internal Uri Address { get; }

    internal string Issuer => Address.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<DirectoryProcess> StartAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            start.ArgumentList.Add(s_program);
            start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
            var process = Process.Start(start)!;
            // Somebody may have taken the port in between: then it ends without a word.
            if (await process.StandardOutput.ReadLineAsync() == "listening")
                return new DirectoryProcess(process, new Uri($"http://localhost:{port}"));
            process.Dispose();
            Assert.True(attempt < 5, "The provider does not start.");
        }
    }

    /// <summary>Says who is signed in there, and what it does wrong.</summary>
    internal async Task TellAsync(JsonObject? person = null, string fault = "", string algorithm = "RS256", long since = 0)
    {
        var told = new JsonObject { ["fault"] = fault, ["algorithm"] = algorithm, ["since"] = since };
        if (person is not null)
            told["person"] = person.DeepClone();
        using var answer = await _http.PostAsync("control", new StringContent(told.ToJsonString(), Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Where its page sends the browser.</summary>
    internal async Task<Uri> VisitAsync(string address)
    {
        using var answer = await _http.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location!;
    }

    internal async Task<string> LogoutTokenAsync(JsonObject more)
    {
        using var answer = await _http.PostAsync("control/logout-token", new StringContent(more.ToJsonString(), Encoding.UTF8, "application/json"), Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    /// <summary>How often somebody has asked for tokens.</summary>
    internal async Task<int> TokenRequestsAsync() => int.Parse(await _http.GetStringAsync("control/tokens", Stop), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
