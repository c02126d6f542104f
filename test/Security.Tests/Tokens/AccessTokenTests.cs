using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Storage;
using Carewright.Testing.Fakes;

namespace Carewright.Security.Tests.Tokens;

public sealed class AccessTokenTests : IDisposable
{
    private readonly House _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_token_names_its_account_until_it_expires()
    {
        var account = await _house.AddAsync();
        var tokens = await OpenAsync();
        var token = tokens.Issue(account);
        Assert.Equal("dr.one", (await tokens.ValidateAsync(token, null))?.Account.UserName);
        _house.Clock.Advance(AccessTokens.DefaultLifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await tokens.ValidateAsync(token, null));
        _house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await tokens.ValidateAsync(token, null));
        Assert.Null(await (await OpenAsync()).ValidateAsync(token, null));
    }

    [Fact]
    public async Task The_command_line_and_the_server_share_the_store_s_key()
    {
        var token = (await OpenAsync()).Issue(await _house.AddAsync(), TimeSpan.FromMinutes(5));
        using var server = new House(_house.Table);
        var tokens = await AccessTokens.OpenAsync(server.Table, new TenantId("one"), server.Accounts, server.Clock, House.Stop);
        Assert.NotNull(await tokens.ValidateAsync(token, null));
    }

    [Fact]
    public async Task Disabling_or_changing_the_account_kills_tokens_that_were_verified_before()
    {
        var tokens = await OpenAsync();
        var token = tokens.Issue(await _house.AddAsync());
        Assert.NotNull(await tokens.ValidateAsync(token, null));
        await _house.ChangeAsync("dr.one", new AccountChange(Role: Roles.Nurse));
        Assert.Null(await tokens.ValidateAsync(token, null));
        var second = tokens.Issue(_house.Accounts.Find("dr.one")!);
        await _house.ChangeAsync("dr.one", new AccountChange(Disabled: true));
        Assert.Null(await tokens.ValidateAsync(second, null));
        Assert.Throws<InvalidOperationException>(() => tokens.Issue(_house.Accounts.Find("dr.one")!));
    }

    [Fact]
    public async Task Another_tenant_s_token_is_refused_even_under_the_same_key()
    {
        var account = await _house.AddAsync();
        var other = await AccessTokens.OpenAsync(_house.Table, new TenantId("two"), _house.Accounts, _house.Clock, House.Stop);
        Assert.Null(await (await OpenAsync()).ValidateAsync(other.Issue(account), null));
    }

    [Fact]
    public async Task Another_key_s_token_is_refused_even_for_the_same_tenant()
    {
        var account = await _house.AddAsync();
        await OpenAsync();
        var thief = await AccessTokens.OpenAsync(new FakePrivateTable(), new TenantId("one"), _house.Accounts, _house.Clock, House.Stop);
        Assert.Null(await (await OpenAsync()).ValidateAsync(thief.Issue(account), null));
    }

    [Fact]
    public async Task A_life_longer_than_the_longest_is_cut()
    {
        var tokens = await OpenAsync();
        var token = tokens.Issue(await _house.AddAsync(), TimeSpan.FromDays(365));
        Assert.Equal(_house.Clock.GetUtcNow() + AccessTokens.MaxLifetime, (await tokens.ValidateAsync(token, null))?.ExpiresAt);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Other_algorithms_are_refused(string algorithm)
    {
        var tokens = await OpenAsync();
        var parts = tokens.Issue(await _house.AddAsync()).Split('.');
        var header = Change(parts[0], json => json["alg"] = algorithm);
        Assert.Null(await tokens.ValidateAsync($"{header}.{parts[1]}.{parts[2]}", null));
        Assert.Null(await tokens.ValidateAsync($"{header}.{parts[1]}.", null));
        // The public key taken for an HMAC secret: the oldest trick with tokens.
        using var key = KeptKey();
        var mac = HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes($"{header}.{parts[1]}"));
        Assert.Null(await tokens.ValidateAsync($"{header}.{parts[1]}.{Base64Url.EncodeToString(mac)}", null));
    }

    [Theory]
    [InlineData("sub", "boss")]
    [InlineData("aud", "urn:carewright:tenant:two")]
    [InlineData("iss", "urn:carewright:tenant:two")]
    [InlineData("exp", null)]
    [InlineData("stamp", "x")]
    public async Task A_changed_claim_breaks_the_signature(string claim, string? value)
    {
        await _house.AddAsync("boss", Roles.Administrator);
        var tokens = await OpenAsync();
        var parts = tokens.Issue(await _house.AddAsync()).Split('.');
        var payload = Change(parts[1], json => json[claim] = value is null ? 4102444800 : value);
        Assert.Null(await tokens.ValidateAsync($"{parts[0]}.{payload}.{parts[2]}", null));
    }

    [Theory]
    [InlineData("aud")]
    [InlineData("iss")]
    [InlineData("exp")]
    [InlineData("sub")]
    [InlineData("jti")]
    [InlineData("stamp")]
    [InlineData("typ")]
    public async Task A_well_signed_token_without_a_needed_claim_or_of_another_kind_is_refused(string missing)
    {
        var tokens = await OpenAsync();
        var parts = tokens.Issue(await _house.AddAsync()).Split('.');
        var header = missing == "typ" ? Change(parts[0], json => json["typ"] = "JWT") : parts[0];
        var payload = missing == "typ" ? parts[1] : Change(parts[1], json => json.Remove(missing));
        Assert.Null(await tokens.ValidateAsync(Sign(header, payload), null));
        Assert.NotNull(await tokens.ValidateAsync(Sign(parts[0], parts[1]), null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task Rubbish_is_refused(string token)
    {
        var tokens = await OpenAsync();
        Assert.Null(await tokens.ValidateAsync(token, null));
        Assert.Null(await tokens.ValidateAsync(new string('a', 100_000), null));
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_token_is_noticed()
    {
        var tokens = await OpenAsync();
        var token = tokens.Issue(await _house.AddAsync());
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var letters = token.ToCharArray();
            // The last letter of each part carries bits that base64url ignores.
            var at = random.Next(letters.Length - 1);
            if (letters[at] == '.' || letters[at + 1] == '.')
                continue;
            letters[at] = letters[at] == 'A' ? 'B' : 'A';
            if (new string(letters) != token)
                Assert.Null(await tokens.ValidateAsync(new string(letters), null));
        }
    }

    private Task<AccessTokens> OpenAsync() => AccessTokens.OpenAsync(_house.Table, new TenantId("one"), _house.Accounts, _house.Clock, House.Stop);

    private static string Change(string part, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
        change(json);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private string Sign(string header, string payload)
    {
        using var key = KeptKey();
        return $"{header}.{payload}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA384))}";
    }

    private ECDsa KeptKey()
    {
        var kept = JsonNode.Parse(_house.Table.List("token-key").Single().Value)!;
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String((string)kept["Pkcs8"]!), out _);
        return key;
    }
}
