using System.Security.Cryptography;
using System.Text;

namespace Carewright.Host.Serving;

/// <summary>The file of the console's socket: in the data folder, or, where that path is longer than a socket's may be, in the folder for temporary files under a name made from it.</summary>
internal static class ConsoleSocket
{
    // sun_path holds 108 bytes on Linux and 104 on macOS, the final zero included.
    private const int LongestPath = 100;

    internal static string PathFor(DirectoryInfo data)
    {
        var inside = Path.Combine(data.FullName, "console.sock");
        if (Encoding.UTF8.GetByteCount(inside) <= LongestPath)
            return inside;
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(data.FullName)))[..16];
        return Path.Combine(Path.GetTempPath(), $"carewright-{name}.sock");
    }

    /// <summary>Nobody but the account that runs the server may connect.</summary>
    internal static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
