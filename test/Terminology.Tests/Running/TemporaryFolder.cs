namespace Carewright.Terminology.Tests.Running;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("carewright-terminology-");

    internal string Write(string name, string text)
    {
        var path = Path.Combine(Folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Folder.Delete(recursive: true);
}
