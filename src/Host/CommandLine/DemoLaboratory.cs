using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Gateway.Importing;
using Carewright.Host.Consoles;
using Carewright.Sandbox.Catalogue;

namespace Carewright.Host.CommandLine;

/// <summary>
/// The laboratory of a demonstration: <c>sandbox lab</c> as a process of its own, and the partner that it is at the clinic. What is ordered there comes back as a result. It ends with the clinic, also when the clinic is killed: it
/// reads its input until that ends.
/// </summary>
internal sealed class DemoLaboratory : IAsyncDisposable
{
    /// <summary>The laboratory in the record.</summary>
    internal const string Organization = "sandbox-laboratory";

    private const int Delay = 10;
    private const string Partner = "sandbox-lab";
    private readonly Process _process;
    private readonly Task _telling;

    private DemoLaboratory(Process process) => (_process, _telling) = (process, TellAsync(process));

    /// <summary>Sets the partner up and starts its process.</summary>
    internal static async Task<DemoLaboratory> StartAsync(LocalConsole console, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (FreePort(), FreePort());
        var outcomes = await console.ImportAsync([new ImportItem(Encoding.UTF8.GetBytes(OrganizationJson))], cancellationToken).ConfigureAwait(false);
        if (outcomes[0].Effect is null)
            throw new ConsoleException($"The laboratory of the demonstration is not taken: {outcomes[0].Issues[0].Message}");
        await console.LoadCatalogueAsync(Organization, CatalogueCsv.Tests(), CatalogueCsv.Questions(), cancellationToken).ConfigureAwait(false);
        await console.SetPartnerAsync(PartnerJson(ours, theirs), cancellationToken).ConfigureAwait(false);
        return new DemoLaboratory(Start(ours, theirs));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        _process.Dispose();
    }

    private static Process Start(int ours, int theirs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(DemoLaboratory).Assembly.Location);
        foreach (var argument in new[] { "sandbox", "lab", "--listen", $"127.0.0.1:{Text(theirs)}", "--send", $"127.0.0.1:{Text(ours)}", "--delay", Text(Delay), "--until-input-ends" })
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new ConsoleException("The laboratory of the demonstration does not start.");
    }

    private static async Task TellAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            Console.WriteLine($"  laboratory  {line}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private const string OrganizationJson = $$"""
        {"resourceType":"Organization","id":"{{Organization}}","active":true,"name":"Sandbox Laboratory",
         "type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov"}],"text":"Laboratory"}]}
        """;

    private static string PartnerJson(int ours, int theirs) => $$"""
        {
          "id": "{{Partner}}", "name": "Sandbox Laboratory", "processingIds": ["P", "T"], "acknowledge": "Applied",
          "receive": { "port": {{Text(ours)}}, "isSecure": false, "addresses": ["127.0.0.1"] },
          "send": {
            "host": "127.0.0.1", "port": {{Text(theirs)}}, "isSecure": false, "theirApplication": "SANDBOXLAB",
            "routes": [
              { "message": "OML^O21", "of": "ServiceRequest", "when": "status = 'active' and intent = 'order' and performer.reference = 'Organization/{{Organization}}'", "together": "requisition.value" },
              { "message": "OML^O21", "of": "ServiceRequest", "when": "status = 'revoked' and performer.reference = 'Organization/{{Organization}}'", "before": "status = 'active'", "together": "requisition.value" }
            ]
          }
        }
        """;
}
