using System.Net;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>A server of an app's public keys, in this machine's own network.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<string> _keys;
    private readonly Task _serving;
    private int _requests;

    private KeyServer(HttpListener listener, Uri address, Func<string> keys)
    {
        (_listener, Address, _keys) = (listener, address, keys);
        _serving = ServeAsync();
    }

    internal Uri Address { get; }

    internal int Requests => Volatile.Read(ref _requests);

    internal static Task<KeyServer> StartAsync(Func<string> keys)
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = new Uri($"http://localhost:{Random.Shared.Next(20000, 60000)}/keys/");
            var listener = new HttpListener();
            listener.Prefixes.Add(address.ToString());
            try
            {
                listener.Start();
                return Task.FromResult(new KeyServer(listener, address, keys));
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _requests);
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(_keys()));
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
    }
}
