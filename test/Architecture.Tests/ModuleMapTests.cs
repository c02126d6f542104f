using System.Xml.Linq;

namespace Carewright.Architecture.Tests;

public sealed class ModuleMapTests
{
    private static readonly Dictionary<string, string[]> s_map = ReadMap();

    [Fact]
    public void Every_project_is_on_the_map_and_every_line_of_the_map_is_a_project() => Assert.Equal(s_map.Keys.Order(), Projects().Keys.Order());

    [Fact]
    public void No_project_references_more_than_the_map_allows()
    {
        foreach (var (name, file) in Projects())
        {
            var beyond = References(file).Except(s_map[name]).ToList();
            Assert.True(beyond.Count == 0, $"{name} references {string.Join(", ", beyond)}, which test/Architecture.Tests/module-map.txt does not allow.");
        }
    }

    [Fact]
    public void A_reference_that_the_map_allows_and_nobody_uses_is_taken_off_the_map()
    {
        foreach (var (name, file) in Projects())
        {
            var unused = s_map[name].Except(References(file)).ToList();
            Assert.True(unused.Count == 0, $"{name} does not reference {string.Join(", ", unused)}.");
        }
    }

    [Fact]
    public void Modules_do_not_know_each_other()
    {
        foreach (var (name, references) in s_map.Where(line => line.Key.StartsWith("Modules/", StringComparison.Ordinal)))
            Assert.DoesNotContain(references, reference => reference.StartsWith("Modules/", StringComparison.Ordinal) && !name.EndsWith(".Contracts", StringComparison.Ordinal));
    }

    [Fact]
    public void Database_drivers_stay_inside_their_provider()
    {
        foreach (var file in Repository.Files("src", "*.csproj"))
        {
            foreach (var package in XDocument.Load(file).Descendants("PackageReference"))
            {
                var id = package.Attribute("Include")?.Value ?? "";
                if (id.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal) || id.StartsWith("SQLitePCLRaw", StringComparison.Ordinal) || id == "Npgsql")
                {
                    Assert.StartsWith("src/Storage.", Repository.Relative(file), StringComparison.Ordinal);
                    Assert.Equal("compile", package.Attribute("PrivateAssets")?.Value);
                }
            }
        }
    }

    [Fact]
    public void References_do_not_leak_through_other_projects()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Contains(properties.Descendants("DisableTransitiveProjectReferences"), property => property.Value == "true");
    }

    private static Dictionary<string, string> Projects() => Repository.Files("src", "*.csproj")
        .ToDictionary(file => Path.GetRelativePath(Repository.Source, Path.GetDirectoryName(file)!).Replace('\\', '/'));

    private static IEnumerable<string> References(string file) => XDocument.Load(file).Descendants("ProjectReference")
        .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
        .Where(path => !path.Contains("/build/", StringComparison.Ordinal))
        .Select(path => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path)))
        .Select(path => Path.GetRelativePath(Repository.Source, Path.GetDirectoryName(path)!).Replace('\\', '/'));

    private static Dictionary<string, string[]> ReadMap() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "module-map.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(':'))
        .ToDictionary(parts => parts[0], parts => parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
