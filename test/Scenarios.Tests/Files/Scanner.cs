using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Files;

/// <summary>A real clamd with one signature of our own, on a socket in a temporary folder.</summary>
internal sealed class Scanner : IAsyncDisposable
{
    internal const string Harmful = "carewright-test-malware-7f3a";
    internal const string Signature = "Carewright.Test.Malware";
    private const string Program = "/usr/sbin/clamd";
    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private Scanner(Process process, TemporaryFolder folder, string socket) => (_process, _folder, Address) = (process, folder, "unix:" + socket);

    internal string Address { get; }

    /// <summary>Starts it and waits until it answers. Skips the calling test without clamd (fails it in CI).</summary>
    internal static async Task<Scanner> StartAsync(CancellationToken cancellationToken)
    {
        var isThere = File.Exists(Program);
        Assert.False(!isThere && Environment.GetEnvironmentVariable("CI") == "true", "clamd is missing (apt-get install clamav-daemon).");
        Assert.SkipUnless(isThere, "clamd is missing (apt-get install clamav-daemon).");
        var folder = new TemporaryFolder();
        var (database, socket, settings) = (folder.Folder("database"), folder.File("clamd.sock"), folder.File("clamd.conf"));
        database.Create();
        await File.WriteAllTextAsync(Path.Combine(database.FullName, "own.ndb"), $"{Signature}:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Harmful))}\n", cancellationToken);
        await File.WriteAllTextAsync(settings, $"LocalSocket {socket}\nDatabaseDirectory {database.FullName}\nForeground yes\nTemporaryDirectory {database.FullName}\nConcurrentDatabaseReload no\n", cancellationToken);
        var process = Process.Start(new ProcessStartInfo(Program, ["--config-file=" + settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var told = new StringBuilder();
        process.OutputDataReceived += (_, line) => told.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => told.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await AnswersAsync(socket, cancellationToken))
        {
            Assert.False(process.HasExited, "clamd ended: " + told);
            await Task.Delay(100, cancellationToken);
        }
        return new Scanner(process, folder, socket);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await socket.SendAsync("zPING\0"u8.ToArray(), cancellationToken);
            return await socket.ReceiveAsync(new byte[16], cancellationToken) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
