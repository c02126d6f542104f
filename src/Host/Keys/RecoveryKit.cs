using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Carewright.Host.Keys;

/// <summary>The page that is printed and locked away: the code that opens the store, and what to do with it.</summary>
internal static class RecoveryKit
{
    internal static async Task WriteAsync(FileInfo file, string code, string clinic, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var html = $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Recovery kit</title>
            <style>body { font: 12pt/1.5 sans-serif; max-width: 40em; margin: 3em auto } code { display: block; font: bold 18pt/1.6 monospace; border: 2px solid; padding: 0.8em; margin: 1em 0; text-align: center }</style>
            <h1>Recovery kit of {{HtmlEncoder.Default.Encode(clinic)}}</h1>
            <p>Made on {{now.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)}}. A kit made before this one opens nothing any more.</p>
            <code>{{code.Insert(20, "<wbr>")}}</code>
            <p>Whoever has this code and a copy of the clinic's record can read all of it. Keep it where the clinic keeps what it cannot replace, in two places, and nowhere on a computer. Note here who has taken it out, and when:</p>
            <p>____________________________________________________________</p>
            <p>____________________________________________________________</p>
            <h2>When the passphrase is lost</h2>
            <ol>
            <li>On the server, or on another machine with a backup restored: set <b>CAREWRIGHT_RECOVERY_CODE</b> to the code above. O is read as 0, I and L as 1; spaces and hyphens do not matter.</li>
            <li>Run <b>./carewright key change --data FOLDER</b> and choose a new passphrase.</li>
            <li>Make a new kit with <b>./carewright key recovery-kit</b>, and destroy this page.</li>
            </ol>
            <p>To restore a backup with it: <b>./carewright restore --from SET --to FOLDER</b>, with the same setting.</p>
            <p>Try the code once a year: <b>./carewright key try-kit --data FOLDER</b>.</p>
            </html>

            """;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var page = new FileStream(file.FullName, options);
        await page.WriteAsync(Encoding.UTF8.GetBytes(html), cancellationToken).ConfigureAwait(false);
    }
}
