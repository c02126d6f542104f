namespace Carewright.Scenarios.Tests.Running;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal DirectoryInfo Info { get; } = Directory.CreateTempSubdirectory("cw-scenario-");

    internal string Path => Info.FullName;

    internal string File(string name) => System.IO.Path.Combine(Info.FullName, name);

    internal DirectoryInfo Folder(string name) => new(File(name));

    internal string Write(string name, string text)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Info.Delete(recursive: true);
}
