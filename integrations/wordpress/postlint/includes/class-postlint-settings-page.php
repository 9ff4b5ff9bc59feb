<?php
/**
 * Settings, postlint.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * The page on which the settings are made, and where the overrides are listed.
 */
final class Postlint_Settings_Page {

	const PAGE = 'postlint';

	/**
	 * Who is asked whether the settings work.
	 *
	 * @var Postlint_Gate
	 */
	private $gate;

	/**
	 * The page.
	 *
	 * @param Postlint_Gate $gate Who is asked.
	 */
	public function __construct( Postlint_Gate $gate ) {
		$this->gate = $gate;
	}

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'admin_init', array( $this, 'declare' ) );
		add_action( 'admin_menu', array( $this, 'menu' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( POSTLINT_PLUGIN_FILE ), array( $this, 'link' ) );
	}

	/**
	 * Declare the one option. WordPress asks for manage_options and the nonce.
	 */
	public function declare(): void {
		register_setting(
			self::PAGE,
			Postlint_Settings::OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => array( $this, 'clean' ),
				'show_in_rest'      => false,
				'default'           => Postlint_Settings::DEFAULTS,
			)
		);
	}

	/**
	 * Put the page into the menu.
	 */
	public function menu(): void {
		add_options_page( 'postlint', 'postlint', 'manage_options', self::PAGE, array( $this, 'show' ) );
	}

	/**
	 * A link beside the plugin's name.
	 *
	 * @param string[] $links Its links.
	 */
	public function link( $links ) {
		$address = esc_url( admin_url( 'options-general.php?page=' . self::PAGE ) );
		return array_merge( array( '<a href="' . $address . '">' . esc_html__( 'Settings', 'postlint' ) . '</a>' ), $links );
	}

	/**
	 * What was sent, as it is kept. An empty token leaves the old one.
	 *
	 * @param mixed $sent The form, or settings from elsewhere.
	 */
	public function clean( $sent ): array {
		$sent  = is_array( $sent ) ? $sent : array();
		$now   = Postlint_Settings::all();
		$clean = Postlint_Settings::DEFAULTS;

		$url       = esc_url_raw( trim( (string) ( $sent['url'] ?? '' ) ), array( 'http', 'https' ) );
		$objection = Postlint_Settings::objection_to( $url );
		if ( '' !== $objection && function_exists( 'add_settings_error' ) ) {
			add_settings_error( self::PAGE, 'url', $objection );
		}
		$token                 = trim( (string) ( $sent['token'] ?? '' ) );
		$clean['url']          = '' === $objection ? $url : $now['url'];
		$clean['token']        = preg_match( '/^[\x21-\x7e]+$/', $token ) ? $token : $now['token'];
		$clean['timeout']      = min( 60, max( 1, (int) ( $sent['timeout'] ?? $clean['timeout'] ) ) );
		$clean['types']        = array_values( array_intersect( array_map( 'sanitize_key', (array) ( $sent['types'] ?? array() ) ), Postlint_Settings::known_types() ) );
		$clean['profile']      = sanitize_text_field( (string) ( $sent['profile'] ?? '' ) );
		$clean['audience']     = sanitize_key( (string) ( $sent['audience'] ?? '' ) );
		$clean['meta_keys']    = sanitize_textarea_field( (string) ( $sent['meta_keys'] ?? '' ) );
		$clean['hold_review']  = ! empty( $sent['hold_review'] );
		$clean['hold_private'] = ! empty( $sent['hold_private'] );
		$clean['editors']      = ! empty( $sent['editors'] );
		return $clean;
	}

	/**
	 * The page.
	 */
	public function show(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$set = Postlint_Settings::all();
		echo '<div class="wrap"><h1>postlint</h1>';
		$this->show_state();
		echo '<form method="post" action="options.php">';
		settings_fields( self::PAGE );
		echo '<table class="form-table" role="presentation">';
		$this->row( 'url', __( 'Address of the service', 'postlint' ), $this->input( 'url', 'url', $set['url'] ), __( 'On this machine, or elsewhere with https.', 'postlint' ) );
		$this->row(
			'token',
			__( 'Token', 'postlint' ),
			Postlint_Settings::has_constant() ? '<code>POSTLINT_TOKEN</code>' : $this->input( 'token', 'password', '' ),
			Postlint_Settings::has_constant() ? __( 'It is set in wp-config.php.', 'postlint' ) : __( 'Never shown again; empty leaves it as it is. Better in wp-config.php as POSTLINT_TOKEN.', 'postlint' )
		);
		$this->row( 'timeout', __( 'Seconds to wait', 'postlint' ), $this->input( 'timeout', 'number', (string) $set['timeout'] ), __( 'A post that is not checked by then is not published.', 'postlint' ) );
		$types = '';
		foreach ( Postlint_Settings::known_types() as $type ) {
			$object = get_post_type_object( $type );
			$types .= $this->box( 'types][', $type, in_array( $type, (array) $set['types'], true ), $object ? $object->labels->name : $type );
		}
		$this->row( '', __( 'Posts of these types', 'postlint' ), $types, __( 'None chosen: all of them, and those that come later.', 'postlint' ) );
		$this->row( 'profile', __( 'Profiles', 'postlint' ), $this->input( 'profile', 'text', $set['profile'] ), __( 'Such as uk-gmc; beside those of the service.', 'postlint' ) );
		$this->row( 'audience', __( 'Audience', 'postlint' ), $this->input( 'audience', 'text', $set['audience'] ), __( 'Empty: as the policy says.', 'postlint' ) );
		$this->row( 'meta_keys', __( 'Custom fields that are published', 'postlint' ), '<textarea id="postlint-meta_keys" name="postlint[meta_keys]" rows="5" class="large-text code">' . esc_textarea( $set['meta_keys'] ) . '</textarea>', __( 'One on each line, such as those of a plugin for search engines.', 'postlint' ) );
		$this->row(
			'',
			__( 'Held back', 'postlint' ),
			$this->box( 'hold_review', '1', $set['hold_review'], __( 'Posts with warnings too', 'postlint' ) )
			. $this->box( 'hold_private', '1', $set['hold_private'], __( 'Private posts too', 'postlint' ) ),
			''
		);
		$this->row( '', __( 'Overrides', 'postlint' ), $this->box( 'editors', '1', $set['editors'], __( 'Editors may override, not only administrators', 'postlint' ) ), '' );
		echo '</table>';
		submit_button();
		echo '</form>';
		$this->show_overrides();
		echo '</div>';
	}

	/**
	 * Whether the service answers, with these settings.
	 */
	private function show_state(): void {
		$answer = $this->gate->ask( '<p>' . esc_html( 'We are open on Saturdays in December.' ) . '</p>' );
		if ( $answer->answered && $answer->complete ) {
			echo '<div class="notice notice-success inline"><p>' . esc_html__( 'postlint answers.', 'postlint' ) . '</p></div>';
		} else {
			echo '<div class="notice notice-error inline"><p>' . esc_html( $answer->reason ) . ' ' . esc_html__( 'Until it answers, nothing is published.', 'postlint' ) . '</p></div>';
		}
	}

	/**
	 * The overrides, newest first.
	 */
	private function show_overrides(): void {
		$overrides = Postlint_Override::last();
		echo '<h2>' . esc_html__( 'Overrides', 'postlint' ) . '</h2>';
		if ( ! $overrides ) {
			echo '<p>' . esc_html__( 'None so far.', 'postlint' ) . '</p>';
			return;
		}
		echo '<table class="widefat striped"><thead><tr>';
		foreach ( array( __( 'When (UTC)', 'postlint' ), __( 'Who', 'postlint' ), __( 'Post', 'postlint' ), __( 'Rules', 'postlint' ), __( 'Reason', 'postlint' ) ) as $heading ) {
			echo '<th scope="col">' . esc_html( $heading ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $overrides as $override ) {
			$user = get_userdata( (int) $override['user_id'] );
			$who  = $user ? $user->user_login : '#' . $override['user_id'];
			echo '<tr>';
			foreach ( array( $override['at'], $who, $override['post_id'], $override['rules'], $override['reason'] ) as $cell ) {
				echo '<td>' . esc_html( $cell ) . '</td>';
			}
			echo '</tr>';
		}
		echo '</tbody></table>';
	}

	/**
	 * One row of the form.
	 *
	 * @param string $name  The setting, for its label; empty for a group.
	 * @param string $label Its label.
	 * @param string $field Its field, escaped.
	 * @param string $hint  What is said below it.
	 */
	private function row( string $name, string $label, string $field, string $hint ): void {
		$label = '' === $name ? esc_html( $label ) : '<label for="postlint-' . esc_attr( $name ) . '">' . esc_html( $label ) . '</label>';
		$hint  = '' === $hint ? '' : '<p class="description">' . esc_html( $hint ) . '</p>';
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- all of it is, above.
		echo '<tr><th scope="row">' . $label . '</th><td>' . $field . $hint . '</td></tr>';
	}

	/**
	 * A field for a line.
	 *
	 * @param string $name  The setting.
	 * @param string $kind  The type of the field.
	 * @param string $value Its value.
	 */
	private function input( string $name, string $kind, string $value ): string {
		$more = 'number' === $kind ? ' min="1" max="60"' : '';
		$more = 'password' === $kind ? ' autocomplete="new-password"' : $more;
		return sprintf( '<input type="%1$s" id="postlint-%2$s" name="postlint[%2$s]" value="%3$s" class="regular-text"%4$s>', esc_attr( $kind ), esc_attr( $name ), esc_attr( $value ), $more );
	}

	/**
	 * A box to tick.
	 *
	 * @param string $name   The setting.
	 * @param string $value  What it stands for.
	 * @param bool   $ticked Whether it is.
	 * @param string $label  What is said beside it.
	 */
	private function box( string $name, string $value, bool $ticked, string $label ): string {
		return sprintf( '<label><input type="checkbox" name="postlint[%s]" value="%s"%s> %s</label><br>', esc_attr( $name ), esc_attr( $value ), checked( $ticked, true, false ), esc_html( $label ) );
	}
}
